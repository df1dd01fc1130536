/** `GET V/limits`: what the org may use and what is left (contract 5.1). */
import type { ApiUsage } from '../org/api-usage';
import type { Route } from './route';

const MB_OF_A_TERABYTE = 976_562;

/** Figures of Developer Edition; only the requests are counted here. */
const others: Readonly<Record<string, number>> = {
  DailyAsyncApexExecutions: 250_000,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: MB_OF_A_TERABYTE,
  DailyBulkV2QueryJobs: 10_000,
  DailyDeliveredPlatformEvents: 10_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyDurableStreamingApiEvents: 10_000,
  DailyStreamingApiEvents: 10_000,
  DataStorageMB: 1_024,
  DurableStreamingApiConcurrentClients: 20,
  FileStorageMB: 1_024,
  HourlyPublishedPlatformEvents: 50_000,
  SingleEmail: 5_000,
  StreamingApiConcurrentClients: 20,
};

export function limitsRoutes(usage: ApiUsage): Route[] {
  return [
    {
      method: 'GET',
      path: '/services/data/v:version/limits',
      handle: () => ({ status: 200, body: limitsBody(usage) }),
    },
  ];
}

function limitsBody(usage: ApiUsage): unknown {
  const { daily } = usage.limits;
  return {
    DailyApiRequests: { Max: daily, Remaining: Math.max(0, daily - usage.used()) },
    ...Object.fromEntries(Object.entries(others).map(([name, Max]) => [name, { Max, Remaining: Max }])),
    PermissionSets: { Max: 1_500, Remaining: 1_499, CreateCustom: { Max: 1_000, Remaining: 999 } },
  };
}
