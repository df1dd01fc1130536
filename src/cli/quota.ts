/** `tandem quota`: how the calls of the connections stand. Talks to the running service. */
import type { Command } from 'commander';
import type { ConnectionView } from '../http/connection-views';
import type { QuotaView } from '../http/quota-bodies';
import { print } from './print';
import { sayQuota } from './say-quota';
import { callService, listAll } from './service';

export function addQuota(program: Command): void {
  program
    .command('quota')
    .description('what is left of the calls of a CRM account, who has used them, and when migrations go on')
    .argument('[connection]', 'of which (default: of all)')
    .option('--json', 'print one JSON document', false)
    .action(async (connection: string | undefined, { json }: { readonly json: boolean }) => {
      const ids = connection === undefined ? await allConnections() : [connection];
      const quotas: QuotaView[] = [];
      for (const id of ids) quotas.push(await readQuota(id));
      const text = quotas.length === 0 ? 'There is no connection.' : quotas.map(sayQuota).join('\n\n');
      print(json, { quotas }, text);
    });
}

const readQuota = async (id: string): Promise<QuotaView> =>
  (await callService('GET', `connections/${encodeURIComponent(id)}/quota`)) as QuotaView;

const allConnections = async (): Promise<readonly string[]> =>
  (await listAll<ConnectionView>('connections')).map(({ id }) => id);
