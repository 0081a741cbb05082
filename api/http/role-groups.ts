/** Who works at a desk of a hospital, and its own system; its wards know of no money. */
export const hospitalDesks = ['hospital', 'window', 'hospital-finance', 'hospital-lead'] as const;
/** Who looks at everything of the county. The auditor only looks; the operator may act elsewhere in the table. */
export const countyReaders = ['operator', 'auditor'] as const;
/** Everybody of a hospital. */
export const hospitalRoles = [...hospitalDesks, 'ward'] as const;
