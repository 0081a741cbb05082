// Installs the dependencies when they are missing or older than package-lock.json. Runs before `npm start` and
// `npm test`, so it is plain JavaScript for any Node >= 20, imports nothing from node_modules, and writes to standard
// error only (standard output belongs to the command that follows). It fetches nothing itself: npm does.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { leaveTurn, noteNpm, readJson, takeTurn } from './setup-turn.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, 'node_modules');
const lockfile = join(root, 'package-lock.json');
const stamp = join(modules, '.installed-from');
const turn = join(root, '.county', 'setup.lock');
const aboutMegabytes = 860; // node_modules on Linux x64; only for the progress line

const say = (text) => process.stderr.write(`${text}\n`);

await main();

async function main() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    say(
      `需要 Node 20 或更新版本（现为 ${process.version}）。 / Node 20 or newer is needed: https://nodejs.org`,
    );
    process.exit(1);
  }
  if (isInstalled()) return;
  await takeTurn(turn, say);
  process.once('exit', () => leaveTurn(turn));
  // Somebody else may have finished the work while we waited for our turn.
  if (isInstalled()) return;
  if (isComplete()) return writeFileSync(stamp, wanted());
  const code = await install();
  if (code !== 0) {
    say('依赖安装失败；原因见上。通常是网络问题，修好后再运行一次即可，无需清理。');
    say('Installing failed; the reason is above. Usually it is the network: just run the command again.');
    process.exit(code);
  }
  writeFileSync(stamp, wanted());
}

/** What node_modules must have been made from: this lockfile, for this kind of machine. */
function wanted() {
  const machine = `${process.platform}-${process.arch}`;
  return createHash('sha256').update(machine).update(readFileSync(lockfile)).digest('hex');
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** npm writes its own record last, so a record that matches the lockfile proves a finished install (by hand, say). */
function isComplete() {
  const here = readJson(join(modules, '.package-lock.json'))?.packages;
  if (here === undefined) return false;
  return Object.entries(readJson(lockfile).packages).every(([path, want]) => {
    const found = here[path];
    if (path === '' || (want.optional && !fits(want))) return true;
    if (found === undefined) return want.optional === true;
    return (
      found.version === want.version && found.integrity === want.integrity && existsSync(join(root, path))
    );
  });
}

function fits(entry) {
  const suits = (list, mine) => list === undefined || [list].flat().includes(mine);
  return suits(entry.os, process.platform) && suits(entry.cpu, process.arch);
}

async function install() {
  say(`首次安装依赖：约 ${aboutMegabytes} MB，一两分钟，只此一次；此后可离线运行。`);
  say(`Installing dependencies: about ${aboutMegabytes} MB, a minute or two, only once; offline afterwards.`);
  const started = Date.now();
  const progress = reportProgress(started);
  // npm believes a package folder that a killed install left half-written.
  rmSync(modules, { recursive: true, force: true, maxRetries: 5 });
  const code = await npmInstall();
  await progress.stop();
  const seconds = Math.round((Date.now() - started) / 1000);
  if (code === 0) say(`依赖已就绪，用时 ${seconds} 秒。 / Dependencies are ready after ${seconds} s.`);
  return code;
}

function npmInstall() {
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  // The caller's --silent reaches us in the environment and would hide npm's errors: the level is given here.
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const viaNode = npm !== undefined && /npm-cli\.c?js$/.test(npm) && existsSync(node);
  const command = viaNode ? [node, npm, ...flags] : ['npm', ...flags];
  const child = spawn(command[0], command.slice(1), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: !viaNode && process.platform === 'win32',
  });
  child.stdout.pipe(process.stderr);
  // If we are killed, npm goes on; whoever comes next must wait for it rather than install over it.
  if (child.pid !== undefined) noteNpm(turn, child.pid);
  const pass = (signal) => child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      say(`npm: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code, signal) => {
      process.off('SIGINT', pass).off('SIGTERM', pass);
      resolve(signal === null ? (code ?? 1) : 130);
    });
  });
}

/** A line that tells how far the install is: every second on a terminal, every ten in a log. */
function reportProgress(started) {
  const terminal = process.stderr.isTTY === true;
  const total = Object.entries(readJson(lockfile).packages).filter(
    ([path, e]) => path !== '' && fits(e),
  ).length;
  let over = false;
  const loop = (async () => {
    for (let last = Date.now(); !over; await sleep(200)) {
      if (Date.now() - last < (terminal ? 1000 : 10_000)) continue;
      const { packages, megabytes } = await size(modules);
      const seconds = Math.round((Date.now() - started) / 1000);
      const line = `  npm · ${seconds} s · ${megabytes} / ~${aboutMegabytes} MB · ${packages} / ~${total} 包 packages`;
      process.stderr.write(terminal ? `\r${line}\u001b[K` : `${line}\n`);
      last = Date.now();
    }
    if (terminal) process.stderr.write('\r\u001b[K');
  })();
  return {
    stop: () => {
      over = true;
      return loop;
    },
  };
}

async function size(folder) {
  const found = { packages: 0, bytes: 0 };
  const walk = async (place) => {
    try {
      for await (const entry of await opendir(place)) {
        const path = join(place, entry.name);
        if (entry.isDirectory()) await walk(path);
        else if (entry.isFile()) found.bytes += (await stat(path)).size;
        if (entry.name === 'package.json' && /node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+$/.test(place))
          found.packages += 1;
      }
    } catch {
      // npm moves folders while we count; the next count will be right.
    }
  };
  await walk(folder);
  return { packages: found.packages, megabytes: Math.round(found.bytes / 1e6) };
}
