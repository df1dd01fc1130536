import type { CommandRefused } from '../core/migration-commands';

/** What a person asked of a migration cannot be done as things stand; the message says what to do next. Nothing was changed. */
export class MigrationRefused extends Error {
  readonly code: CommandRefused['code'] | 'not-found';

  constructor({ code, message }: { readonly code: MigrationRefused['code']; readonly message: string }) {
    super(message);
    this.name = 'MigrationRefused';
    this.code = code;
  }
}
