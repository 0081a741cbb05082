/** A hospital of the living county. */
export interface Ward {
  readonly slug: string;
  readonly scheme: string;
  readonly institution: string;
  /** Its hospital sends the list of each day, and asks for the own part in stages or settles in mid-stay. */
  readonly daily?: true;
  /** Its families sign for instalments. */
  readonly instalments?: true;
  /** Some of its patients could pay and do not. */
  readonly debtors?: true;
}

/** Where people of each place are treated, and under which scheme. */
export const wards: readonly Ward[] = [
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400002' },
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400003', instalments: true },
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400004' },
  { slug: 'linhe', scheme: 'linhe-2017', institution: 'H15080200002', debtors: true },
  { slug: 'shanzhou', scheme: 'henan-2017', institution: 'H41120300002', daily: true },
  { slug: 'dalian', scheme: 'dalian-2022', institution: 'H21020000002' },
  { slug: 'zaoqiang', scheme: 'zaoqiang-2021', institution: 'H13112100002', daily: true },
];
