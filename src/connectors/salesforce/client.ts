import type { CallContext } from '../connector';
import type { SalesforceSettings, Send } from './call';

export class SalesforceClient {
  constructor(readonly settings: SalesforceSettings) {}

  begin(_context: CallContext): Send {
    throw new Error('not yet');
  }

  close(): void {
    throw new Error('not yet');
  }
}
