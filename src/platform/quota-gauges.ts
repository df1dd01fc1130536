/** What CRMs say is left of their limits, per connection and window, as long as it can be believed. */
import { Gauge, type Registry } from 'prom-client';

export interface HeardQuota {
  /** `burst`: of the seconds that the CRM counts together. `day`: until the account's midnight. */
  readonly window: 'burst' | 'day';
  readonly remaining: number;
  readonly limit: number | null;
}

/** Seconds after the last call a burst window is full again; a day ends at a midnight, after which no call was heard. */
const believedMs: Readonly<Record<HeardQuota['window'], number>> = { burst: 60_000, day: 86_400_000 };

const labelNames = ['crm', 'tenant', 'connection', 'window'] as const;
type Labels = Record<(typeof labelNames)[number], string>;

export class QuotaGauges {
  private readonly remaining: Gauge<(typeof labelNames)[number]>;
  private readonly limit: Gauge<(typeof labelNames)[number]>;
  private readonly known = new Map<string, { readonly labels: Labels; readonly until: number }>();

  constructor(registry: Registry) {
    const common = { labelNames, registers: [registry] };
    this.remaining = new Gauge({
      ...common,
      name: 'tandem_quota_remaining_calls',
      help: 'Calls that the CRM said are left in a window, when this process last heard.',
    });
    this.limit = new Gauge({
      ...common,
      name: 'tandem_quota_limit_calls',
      help: 'Calls that the CRM allows in a window.',
    });
  }

  heard(
    { tenantId, id, crm }: { readonly tenantId: string; readonly id: string; readonly crm: string },
    quota: readonly HeardQuota[],
  ): void {
    for (const { window, remaining, limit } of quota) {
      const labels = { crm, tenant: tenantId, connection: id, window };
      this.known.set(`${tenantId}/${id}/${window}`, { labels, until: performance.now() + believedMs[window] });
      this.remaining.set(labels, remaining);
      if (limit !== null) this.limit.set(labels, limit);
    }
  }

  /** A connection that was removed, or is served by another process now, would stand at its last number for ever. */
  forgetOld(): void {
    for (const [name, { labels, until }] of this.known) {
      if (performance.now() < until) continue;
      this.known.delete(name);
      this.remaining.remove(labels);
      this.limit.remove(labels);
    }
  }
}
