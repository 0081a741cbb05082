import { afterAll, beforeAll, describe, expect } from 'vitest';
import { amendments } from './one-county/amend.ts';
import { cancellations } from './one-county/cancel.ts';
import { claims } from './one-county/claims.ts';
import { identity } from './one-county/identity.ts';
import { resolutions } from './one-county/resolutions.ts';
import { county, countyStarts } from './one-county/the-county.ts';
import { windows } from './one-county/windows.ts';
import { misfits } from './oracle.ts';

// Starting a county takes longer than most of what people do in it: stories that kill nothing share one.
beforeAll(countyStarts);
afterAll(async () => {
  if (county === undefined) return;
  expect(await misfits(county)).toEqual([]);
  await county.end();
});

describe('claims', claims);
describe('amendments', amendments);
describe('cancellations', cancellations);
describe('identity', identity);
describe('resolutions', resolutions);
describe('windows', windows);
