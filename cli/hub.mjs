#!/usr/bin/env node
// Runs the command on the Node 24 that the project carries, whatever Node started this file. Plain JavaScript, no imports
// but Node's own: it must say something useful before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const bin = join(folder, '..', 'node_modules', '.bin');
const own = [join(bin, 'node'), join(bin, 'node.exe')].find((file) => existsSync(file));
// The image has one Node for everything and no second one among its packages.
const newEnough =
  Number(process.versions.node.split('.')[0]) >= 24 && existsSync(join(bin, '..', 'commander'));
const node = own ?? (newEnough ? process.execPath : undefined);
if (node === undefined) {
  process.stderr.write(
    '尚未安装依赖：先运行 npm start 或 npm ci。 / Nothing is installed yet: run npm start or npm ci.\n',
  );
  process.exit(1);
}
const args = ['--disable-warning=ExperimentalWarning', join(folder, 'main.ts'), ...process.argv.slice(2)];
// Node keeps there what it made of our TypeScript; where it may not write it does without.
const compiled = join(bin, '..', '.cache', 'treat-first-hub', 'compiled');
const env = { NODE_COMPILE_CACHE: compiled, ...process.env };
const child = spawn(node, args, { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
