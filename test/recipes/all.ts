import { countyRecipes } from './county.ts';
import { doorRecipes } from './door.ts';
import { partyRecipes } from './party.ts';
import type { Recipe } from './recipe.ts';
import { stayRecipes } from './stays.ts';
import { storeRecipes } from './store.ts';
import { valueRecipes } from './values.ts';
import { waitRecipes } from './waits.ts';

/** Every recipe of docs/recipes that can be tried. */
export const recipes: readonly Recipe[] = [
  ...countyRecipes,
  ...partyRecipes,
  ...waitRecipes,
  ...stayRecipes,
  ...doorRecipes,
  ...storeRecipes,
  ...valueRecipes,
];
