import type { IntakeDeps } from '../intake/records';

/** What controllers work with: the injection token and its type. One value, made in the composition root. */
export const httpDeps = Symbol('HttpDeps');
export type HttpDeps = IntakeDeps;
