import type { ListSource } from '../list-page.ts';

export type { ListPage, ListPageRequest, ListRow, ListSource } from '../list-page.ts';

/** Rural revitalization (乡村振兴, once the poverty-alleviation office): registered-poor and monitored households. */
export type RuralRevitalization = ListSource;
