/** Every CRM that there is a connector to. */
import type { BenchKind } from './bench';
import { hubspotBench } from './hubspot-bench';
import { salesforceBench } from './salesforce-bench';

export const benches: readonly BenchKind[] = [hubspotBench, salesforceBench];
