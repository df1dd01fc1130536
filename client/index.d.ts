import type { Client, ClientOptions } from 'openapi-fetch';
import type { components, paths } from './schema';

export type { components, operations, paths } from './schema';

/** What the API says, by name: `Schemas['Customer']`, `Schemas['Problem']`, … */
export type Schemas = components['schemas'];

export interface TandemOptions extends Omit<ClientOptions, 'baseUrl'> {
  /** Where the service answers, without `/v1`: `https://tandem.example.com`. */
  readonly url: string;
  readonly apiKey: string;
}

export type TandemClient = Client<paths>;

/** `client.PUT('/v1/customers/{id}', { params: { path: { id } }, body })` answers `{ data, error, response }`; it throws only when the service cannot be reached. */
export function createTandemClient(options: TandemOptions): TandemClient;
