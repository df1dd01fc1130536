import { crms, hasEventStream } from '../core/crm';
import { eventStreamOf } from './registry';

describe('the registry of connectors', () => {
  it.each(crms)('has an event stream of %s exactly when the list of CRMs says so', (crm) => {
    expect(eventStreamOf(crm) !== null).toBe(hasEventStream[crm]);
  });
});
