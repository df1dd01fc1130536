/** The Salesforce connector: the port's methods, each over its own calls. */
import type { CallContext, Connector } from '../connector';
import { readAccount, readUserId } from './account';
import { archiveEach } from './archive';
import { associateEach, dissociateEach } from './associations';
import { resumeJobs } from './bulk/resume';
import type { SalesforceSettings } from './call';
import { archivedPage, changedSince } from './changes';
import { SalesforceClient } from './client';
import { Describes } from './describe';
import { findEach } from './find';
import { priceOf } from './price';
import { PriceBook, readFeatures } from './price-book';
import { addOptions, readPicklist } from './picklists';
import { describeObject } from './property-descriptions';
import { checkWritable, examineAll, provisionAll } from './provision';
import type { Reach } from './reach';
import { readEach } from './read';
import { readUsage } from './usage';
import { updateEach, upsertEach } from './write';

/** Three full calls of 200 rows. */
const batchRows = 600;
/** Four jobs for 100,000 records, of some eight calls each with its look-up; larger ones would only take more memory. */
const bulkRows = 25_000;

/** One per connection: it holds the open sockets until `close`. */
export function createSalesforceConnector(settings: SalesforceSettings): Connector {
  const salesforce = new SalesforceClient(settings);
  const describes = new Describes();
  const priceBook = new PriceBook({ describes, keyProperty: settings.keyProperty });
  let me: string | null = null;
  const reachIn = (context: CallContext): Reach => {
    const send = salesforce.begin(context);
    const userId = async (): Promise<string> => (me ??= await readUserId(send));
    return { send, context, settings, describes, priceBook, userId };
  };
  return {
    batches: { rows: batchRows, bulk: { from: settings.bulkFrom, rows: bulkRows } },
    answersValues: false,
    price: (context, work) => priceOf(reachIn(context), work),
    resume: (context, object) => resumeJobs(reachIn(context), object),
    account: async (context) => {
      const send = salesforce.begin(context);
      return { ...(await readAccount(send)), features: await readFeatures(send, describes) };
    },
    usage: (context) => readUsage(salesforce.begin(context)),
    examine: (context, object, properties) =>
      examineAll(salesforce.begin(context), describes, { object, keyProperty: settings.keyProperty }, properties),
    provision: (context, object, properties) =>
      provisionAll(salesforce.begin(context), describes, { object, keyProperty: settings.keyProperty }, properties),
    checkWritable: (context, object, properties) =>
      checkWritable(salesforce.begin(context), describes, { object, properties }),
    describe: (context, object) => describeObject(salesforce.begin(context), describes, object),
    picklist: (context, query) => readPicklist(salesforce.begin(context), describes, query),
    addOptions: (context, query, options) => addOptions(salesforce.begin(context), describes, query, options),
    find: (context, query) => findEach(reachIn(context), query),
    read: (context, { ids, ...lookup }) => readEach(reachIn(context), lookup, ids),
    changedSince: (context, query) => changedSince(reachIn(context), query),
    archivedPage: (context, query) => archivedPage(reachIn(context), query),
    update: (context, object, rows) => updateEach(reachIn(context), object, rows),
    upsert: (context, object, rows) => upsertEach(reachIn(context), object, rows),
    associate: (context, type, pairs) => associateEach(reachIn(context), type, pairs),
    dissociate: (context, type, pairs) => dissociateEach(reachIn(context), type, pairs),
    archive: (context, object, ids) => archiveEach(reachIn(context), object, ids),
    close: () => salesforce.close(),
  };
}
