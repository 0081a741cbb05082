import { vi } from 'vitest';

// The files of a project share a process, so that what they import from packages is read once. Our own modules begin anew with each.
vi.resetModules();
