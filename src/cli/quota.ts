/** `tandem quota`: how the calls of the connections stand, or to change how they are shared. Talks to the running service. */
import type { Command } from 'commander';
import type { SaidQuota } from '../core/quota-settings';
import type { ConnectionView } from '../http/connection-views';
import type { QuotaView } from '../http/quota-bodies';
import { print } from './print';
import { dailyCallsOption, reserveOption } from './quota-options';
import { sayQuota } from './say-quota';
import { callService, listAll } from './service';

type Options = SaidQuota & { readonly json: boolean };

export function addQuota(program: Command): void {
  const verb = program
    .command('quota')
    .description(
      'what is left of the calls of a CRM account, who has used them, and when migrations go on; or to change how they are shared',
    )
    .argument('[connection]', 'of which (default: of all)')
    .addOption(reserveOption())
    .addOption(dailyCallsOption())
    .option('--json', 'print one JSON document', false);
  verb.action(async (connection: string | undefined, { json, ...said }: Options) => {
    const isChange = said.reserve !== undefined || said.dailyCalls !== undefined;
    if (isChange && connection === undefined)
      verb.error('error: name the connection whose calls are to be shared like that', { exitCode: 2 });
    const ids = connection === undefined ? await allConnections() : [connection];
    const quotas: QuotaView[] = [];
    for (const id of ids) quotas.push(isChange ? await askQuota('PUT', id, said) : await askQuota('GET', id));
    const text = quotas.length === 0 ? 'There is no connection.' : quotas.map(sayQuota).join('\n\n');
    print(json, { quotas }, text);
  });
}

const askQuota = async (method: 'GET' | 'PUT', id: string, said?: SaidQuota): Promise<QuotaView> =>
  (await callService(method, `connections/${encodeURIComponent(id)}/quota`, said)) as QuotaView;

const allConnections = async (): Promise<readonly string[]> =>
  (await listAll<ConnectionView>('connections')).map(({ id }) => id);
