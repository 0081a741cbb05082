// One install at a time: a lock file that a killed set-up may leave behind without harm. Plain JavaScript for Node >= 20.
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until no other set-up, and no npm that a killed one left behind, works on this checkout. */
export async function takeTurn(turn, say) {
  mkdirSync(dirname(turn), { recursive: true });
  const mine = `${turn}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(self()));
  for (let waited = 0; ; waited += 1) {
    try {
      linkSync(mine, turn); // atomic, and the file is never seen empty
      rmSync(mine);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readJson(turn);
    if (isAlive(holder) || isAlive(holder?.npm)) {
      if (waited % 20 === 0)
        say(`另一个安装正在进行，等待中… / waiting for another set-up (pid ${holder.pid})`);
      await sleep(500);
    } else {
      breakTurn(turn, holder);
    }
  }
}

/** Removes a dead holder's lock. Renaming lets only one waiter win; a lock renewed meanwhile is put back. */
function breakTurn(turn, dead) {
  const aside = `${turn}.dead.${process.pid}`;
  try {
    renameSync(turn, aside);
    if (JSON.stringify(readJson(aside)) !== JSON.stringify(dead)) linkSync(aside, turn);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

/** Gives the turn to whoever waits, and sweeps what killed waiters left. */
export function leaveTurn(turn) {
  if (readJson(turn)?.pid === process.pid) rmSync(turn, { force: true });
  for (const name of readdirSync(dirname(turn))) {
    if (name.startsWith('setup.lock.') && !isAlive({ pid: Number(name.split('.').at(-1)) })) {
      rmSync(join(dirname(turn), name), { force: true });
    }
  }
}

/** Notes npm beside us, because it goes on when we are killed. */
export function noteNpm(turn, pid) {
  writeFileSync(turn, JSON.stringify({ ...self(), npm: identityOf(pid) }));
}

/** A JSON file's content; undefined when it is missing or half-written. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function self() {
  return identityOf(process.pid);
}

/** A process is known by its number and its start: numbers are used again. */
function identityOf(pid) {
  return { pid, started: startOf(pid) ?? '' };
}

function isAlive(who) {
  if (who === undefined || !(who.pid > 0)) return false;
  const started = startOf(who.pid);
  return started !== undefined && (who.started === undefined || who.started === started);
}

/** When a living process began, in whatever unit the system keeps; undefined when it is gone (or a zombie). */
function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    }
    process.kill(pid, 0);
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
