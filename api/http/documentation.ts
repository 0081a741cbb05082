import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { fastifyZodOpenApiTransformers } from 'fastify-zod-openapi';
import { tags } from './operation.ts';

/** Serves OpenAPI 3.1 at /docs/json and its pages at /docs. */
export async function documentation(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '先诊疗后付费 hub · treat first, pay later',
        version: '1',
        description: [
          '医院、主管部门、支付方与运维人员共用的接口。金额单位为分,日期为北京时间 `YYYY-MM-DD`,时刻为带时区的 RFC 3339。',
          '',
          'One door for hospitals, agencies, payers and operators. Money in fen, days in Asia/Shanghai, instants RFC 3339 with',
          'offset. Every error is a problem document (RFC 9457) with a stable code. No personal data in any URL.',
        ].join('\n'),
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      servers: [{ url: '/', description: 'this server' }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'a county keeps them in .county/credentials.json',
          },
        },
      },
    },
    ...fastifyZodOpenApiTransformers,
  });
  await server.register(swaggerUi, { routePrefix: '/docs' });
}
