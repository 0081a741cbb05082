import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signsOf } from '../../api/county/health-signs.ts';
import { hubProgram } from '../../cli/program.ts';
import { attentionTexts } from '../../domain/attention-texts.ts';
import { failures } from '../../domain/failures.ts';
import { parties, payers } from '../../domain/ids.ts';
import { signings } from '../../domain/insurer-region.ts';
import { openWorkKinds } from '../../domain/open-work.ts';
import { findingTexts } from '../../domain/reconciliation.ts';
import { confirmerOf, fitsFor, resolutionCodes, resolutionKinds } from '../../domain/resolutions.ts';
import { attentionCodes, stages } from '../../domain/stay.ts';
import { webhookTopicCodes } from '../../domain/webhook-topics.ts';
import { categoryCodes } from '../../policies/codes/codes.ts';
import { regionShapes } from '../../policies/insurers/region-file.ts';
import { headingsOf } from './anchors.ts';
import { failuresPage } from './failures-page.ts';
import { sealedPage } from './sealed-page.ts';
import { found, projectFiles, read, root, sourceFiles } from './tree.ts';
import { webhooksPage } from './webhooks-page.ts';

const files = projectFiles();
const pages = files.filter((path) => path.endsWith('.md'));
const names = new Set(files.map((path) => basename(path)));
const folders = [...new Set(files.flatMap((path) => found(path, /^([^./][^/]*)\//g)))];
const scripts = Object.keys(
  (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts,
);

const described = JSON.parse(read('docs/openapi.json')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
);
/** Groups of the `hub` command, each with its commands. */
const groups = hubProgram(() => undefined).commands.filter((group) => group.commands.length > 0);
const commands = groups.flatMap((group) => group.commands.map((one) => `${group.name()} ${one.name()}`));
const namedCommand = new RegExp(
  `\\bhub (${groups.map((group) => group.name()).join('|')}) ([a-z]+(?:-[a-z]+)*)`,
  'g',
);
const environment = ['config-variables.ts', '.env.example', 'docker-compose.yml', 'county/servers/marks.ts']
  .map((path) => read(path))
  .join('\n');

describe('docs/ARCHITECTURE.md', () => {
  const page = read('docs/ARCHITECTURE.md');

  it('has a line for each folder, and for no other', () => {
    const told = found(page, /^\| `(\w+)\/` \|/gm);
    expect(told.toSorted()).toEqual(folders.toSorted());
  });

  it('says where it happens by the question that one would ask, under a subject, in few words', () => {
    const [, where = ''] = /^## Where it happens\n([\s\S]*?)^## /m.exec(page) ?? [];
    const entries = where.split('\n').filter((line) => /^\s*[-*] /.test(line));
    expect(entries.length).toBeGreaterThan(50);
    expect(where.indexOf('### ')).toBeLessThan(where.indexOf('\n- '));
    expect(entries.filter((line) => !/^- \*\*[^*]+\*\*/.test(line) || !line.includes('?'))).toEqual([]);
    expect(entries.filter((line) => line.split(' ').length > 80)).toEqual([]);
  });

  it('lists every decision by its title', () => {
    for (const path of files.filter((file) => file.startsWith('docs/decisions/'))) {
      const title = /^# \d+\. (.+)$/m.exec(read(path))?.[1];
      expect(page).toContain(`](${path.slice('docs/'.length)}) ${title}`);
    }
  });
});

describe('docs/GLOSSARY.md', () => {
  const terms = [...read('docs/GLOSSARY.md').matchAll(/^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$/gm)].slice(1);
  const identifiers = terms.flatMap(([, , identifier]) => (identifier ?? '').split(' · '));
  const codes = identifiers.flatMap((identifier) => /^`([\w-]+)`$/.exec(identifier.trim())?.[1] ?? []);

  it.each([
    ['payers', payers],
    ['parties', parties],
    ['stages', stages],
    ['person categories', categoryCodes],
    ['outcomes', ['admit', 'refuse', 'review']],
  ])('tells all %s', (_, known) => {
    expect(known.filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('gives a Chinese word one meaning only', () => {
    const words = terms.flatMap(([, chinese]) => (chinese ?? '').split(' · ').map((word) => word.trim()));
    const twice = words.filter((word, index) => word !== '中文' && words.indexOf(word) !== index);
    expect(words.length).toBeGreaterThan(100);
    // Said of a decision and of the stage that it leads to.
    const ofBoth = ['不享受'];
    expect(twice.filter((word) => !/^-+$/.test(word))).toEqual(ofBoth);
  });

  it('tells no code that nothing knows', () => {
    const known: readonly string[] = [
      ...payers,
      ...parties,
      ...stages,
      ...categoryCodes,
      'admit',
      'refuse',
      'review',
    ];
    expect(codes.filter((code) => !known.includes(code))).toEqual([]);
  });
});

describe('docs/OPERATIONS.md', () => {
  const sections = read('docs/OPERATIONS.md').split(/^### /m).slice(1);

  it('tells what to do about each attention code, and about no other', () => {
    const told = sections.flatMap((section) => found(section, /^(.*)\n/g));
    expect(told.toSorted()).toEqual([...attentionCodes].toSorted());
  });

  it.each(attentionCodes)('says of %s what operators see in the Temporal UI', (code) => {
    const section = sections.find((text) => text.startsWith(`${code}\n`));
    expect(section).toContain(`${attentionTexts[code].zh} · ${attentionTexts[code].en}`);
    expect(section).toContain('Who acts:');
  });

  it('explains each metric of ours, and no other', () => {
    const made = sourceFiles()
      .filter(({ path }) => !/\.test\.ts$|^test\//.test(path))
      .flatMap(({ text }) => found(text, /\bname: '(hub_\w+)'/g));
    expect(made).toContain('hub_outbox_items');
    expect(found(read('docs/OPERATIONS.md'), /^\| `(hub_\w+)` \|/gm).toSorted()).toEqual(made.toSorted());
  });

  it('explains each finding of the reconciler and each line of the doctor, and no other', () => {
    const page = read('docs/OPERATIONS.md');
    const tableOf = (head: string) =>
      found(page.split(`| ${head} |`)[1]?.split('\n\n')[0] ?? '', /^\| `([\w-]+)` \|/gm).toSorted();
    expect(tableOf('kind | what it is | what the hub does')).toEqual(Object.keys(findingTexts).toSorted());
    const signs = signsOf({ store: null, temporal: null }).map(({ sign }) => sign);
    expect(tableOf('line | what is wrong | what to do')).toEqual(signs.toSorted());
  });

  it.each(resolutionCodes)('tells of %s what it does and who proposes and confirms', (kind) => {
    const row = found(read('docs/OPERATIONS.md'), new RegExp(`^\\| (\`${kind}\` .*)\\|$`, 'gm'));
    expect(row).toHaveLength(1);
    expect(row[0]).toContain(resolutionKinds[kind].zh);
    expect(row[0]?.includes('→')).toBe(confirmerOf(kind) !== null);
  });

  it.each(resolutionCodes)('calls %s in the glossary as everywhere', (kind) => {
    expect(read('docs/GLOSSARY.md')).toContain(`| ${resolutionKinds[kind].zh} | ${kind} |`);
  });

  it.each(resolutionCodes)('names %s where a stay that waits can be resolved by it', (kind) => {
    // What fits a stage waits for nobody: its own command is told.
    if (fitsFor(kind).length === 0)
      return expect(read('docs/OPERATIONS.md')).toMatch(
        new RegExp(`hub (stay|resolve <caseRef>) ${kind}\\b`),
      );
    const fit = sections.filter((text) => fitsFor(kind).some((code) => text.startsWith(`${code}\n`)));
    expect(fit.some((text) => text.includes(kind))).toBe(true);
  });
});

describe('docs/INSURER-REGIONS.md', () => {
  const [, fields = ''] = read('docs/INSURER-REGIONS.md').split('| field | meaning |');

  it('tells what each field of `speech` says, and no other', () => {
    const told = found(fields.split('\n\n')[0] ?? '', /^\| `(\w+)` \|/gm);
    expect(told.toSorted()).toEqual(Object.keys(regionShapes.speech).toSorted());
  });

  it.each(signings)('names the signature %s where it tells what a file says', (signing) => {
    const row = /^\| `signing` \|.*$/m.exec(fields)?.[0];
    expect(row).toContain(`\`${signing}\``);
  });
});

describe('docs/SEALED-DATA.md', () => {
  it('is what `npm run docs` makes of the register of sealed columns now', () => {
    expect(read('docs/SEALED-DATA.md')).toBe(sealedPage());
  });
});

describe('docs/WEBHOOK-EVENTS.md', () => {
  it('is what the catalogues of events and topics make', () => {
    expect(read('docs/WEBHOOK-EVENTS.md')).toBe(webhooksPage());
  });
});

describe('docs/FAILURES.md', () => {
  it('is what `npm run docs` makes of the catalogues now', () => {
    expect(read('docs/FAILURES.md')).toBe(failuresPage());
  });

  it('holds each code of domain/failures.ts once', () => {
    const codes = found(read('docs/FAILURES.md'), /^\| `([\w-]+)` \| \d{3} \|/gm);
    expect(codes.toSorted()).toEqual(Object.keys(failures).toSorted());
  });
});

describe.each(['README.md', 'README.zh-CN.md'])('%s', (path) => {
  it('says at which ports the simulated parties are, all of them', () => {
    expect(read(path)).toContain(` 7090–${7090 + parties.length - 1}`);
    const [zh, en] = counts[parties.length] ?? ['?', '?'];
    expect(read(path)).toMatch(new RegExp(`${zh}个模拟单位|${en} simulated parties`));
  });
});

/** How pages write the number of simulated parties. */
const counts: Readonly<Record<number, readonly [zh: string, en: string]>> = {
  9: ['九', 'nine'],
  10: ['十', 'ten'],
  11: ['十一', 'eleven'],
};

describe('every page', () => {
  it.each(pages)('%s names what a file holds by the file that holds it', (path) => {
    const pairs = [...read(path).matchAll(/`([A-Za-z_]\w*)` \(`([\w./-]+\/[\w.-]+\.ts)`/g)];
    const wrong = pairs.filter(
      ([, name = '', file = '']) =>
        !existsSync(join(root, file)) || !new RegExp(`\\b${name}\\b`).test(read(file)),
    );
    expect(wrong.map(([pair]) => pair)).toEqual([]);
  });

  it.each(pages)('%s links only to files that are there', (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      ([, link]) => link ?? '',
    );
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([]);
  });

  it.each(pages)('%s links only to headings that are there', (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)/g)];
    const gone = links.filter(([, page = '', anchor]) => {
      const target = page === '' ? path : join(dirname(path), page);
      return !headingsOf(read(target)).some((heading) => heading.anchor === anchor);
    });
    expect(gone.map(([link]) => link)).toEqual([]);
  });

  it('that a comment names by its path is there', () => {
    const named = projectFiles()
      .filter((path) => /\.(ts|mjs|yaml|yml|sql)$/.test(path))
      .flatMap((path) =>
        found(read(path), /^ *(?:\/\/|\/\*\*|\*|#|--)(.*)$/gm).flatMap((comment) =>
          found(comment, /(?<![\w/.-])((?:[\w-]+\/)+[\w-]+\.md)\b/g),
        ),
      );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((page) => !existsSync(join(root, page)))).toEqual([]);
  });

  it.each(pages)('%s names only operations of the api that exist', (path) => {
    const named = [...read(path).matchAll(/\b(GET|PUT|POST|DELETE) (\/(?:v1|dci)\/[^\s`?",)]+)/g)].map(
      ([, method, address]) => `${method} ${address?.replaceAll(/\{\w+\}/g, '{}')}`,
    );
    expect(named.filter((operation) => !operations.includes(operation))).toEqual([]);
  });

  it.each(pages)('%s names only commands and variables that exist', (path) => {
    const page = read(path);
    const named = [...page.matchAll(namedCommand)].map(([, group, command]) => `${group} ${command}`);
    expect(named.filter((command) => !commands.includes(command))).toEqual([]);
    const variables = page.match(/\bHUB_[A-Z_]*[A-Z]\b/g) ?? [];
    expect(variables.filter((name) => !environment.includes(name))).toEqual([]);
  });

  it.each(pages)('%s names only npm scripts that exist', (path) => {
    const named = [...read(path).matchAll(/npm run (?:--?\w+ )*([\w:-]+)/g)].map(([, script]) => script);
    expect(named.filter((script) => !scripts.includes(script ?? ''))).toEqual([]);
  });

  it.each(pages)('%s names only files that are there', (path) => {
    const named = [...read(path).matchAll(/`((?:\w[\w-]*\/)+[\w.-]+\.(?:ts|md|sql|yaml|yml|mjs))`/g)]
      .map(([, file]) => file ?? '')
      .filter((file) => !file.includes('NNNN'));
    const places = [root, join(root, dirname(path))];
    expect(named.filter((file) => !places.some((place) => existsSync(join(place, file))))).toEqual([]);
    const bare = found(read(path), /`(\w[\w-]*(?:\.[\w-]+)*\.(?:ts|sql|yaml|mjs))`/g);
    expect(bare.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('README.md', () => {
  it.runIf(existsSync(join(root, 'README.md')))('shows the tree of folders as it is', () => {
    const tree = found(read('README.md'), /^(?:[├└]── )?(\w+)\/ {2,}\S/gm);
    expect(tree.toSorted()).toEqual(folders.toSorted());
  });
});

it('OPERATIONS says what each work is that may keep a settled stay open, and where it shows', () => {
  const [, section = ''] = read('docs/OPERATIONS.md').split('\n## A settled stay that does not close\n');
  const [told = ''] = section.split('\n## ');
  const before = ['take-back', 'unregister', 'admit', 'settle-so-far', 'discharge', 'settle'];
  const kinds = Object.keys(openWorkKinds).filter((kind) => !before.includes(kind));
  expect(found(told, /^\| [^|]+ \| `([a-z-]+)` \|/gm).toSorted()).toEqual(kinds.toSorted());
});

it('OPERATIONS names every webhook topic, and no other', () => {
  const [, told = ''] =
    /\nA hospital is told[\s\S]*?The topics: ([\s\S]*?); who names none/.exec(read('docs/OPERATIONS.md')) ??
    [];
  expect(found(told, /`([a-z]+)`/g).toSorted()).toEqual(webhookTopicCodes.toSorted());
});
