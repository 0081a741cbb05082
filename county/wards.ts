/** A hospital of the living county. */
export interface Ward {
  readonly slug: string;
  readonly scheme: string;
  readonly institution: string;
  /** Its hospital sends the list of each day, and asks for the own part in stages or settles in mid-stay. */
  readonly daily?: true;
  /** Its families sign for instalments. */
  readonly instalments?: true;
}

/** Where people of each place are treated, and which scheme holds there; no hospital names it. */
export const wards: readonly Ward[] = [
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400002' },
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400003', instalments: true },
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400004' },
  { slug: 'linhe', scheme: 'linhe-2017', institution: 'H15080200002' },
  { slug: 'shanzhou', scheme: 'shanzhou-2017', institution: 'H41120300002', daily: true },
  { slug: 'hubin', scheme: 'sanmenxia-2017', institution: 'H41120200002' },
  { slug: 'dalian', scheme: 'dalian-2022', institution: 'H21020000002' },
  { slug: 'zaoqiang', scheme: 'zaoqiang-2021', institution: 'H13112100002', daily: true },
];
