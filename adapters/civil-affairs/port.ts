import type { ListSource } from '../list-page.ts';

export type { ListPage, ListPageRequest, ListRow, ListSource } from '../list-page.ts';

/** Civil affairs (民政): destitute, subsistence allowance and marginal households, children in difficulty. As a payer it is reached through the payer desk. */
export type CivilAffairs = ListSource;
