/** Every route of the sandbox, driven to every answer that HubSpot publishes for it, against the models of its client. */
import { undriven, unanswered, unpublished, unserved } from './coverage';
import { answerDifferences, neverAnswered, notPublished, notServed } from './differences';
import { driveAccount, driveLimits, driveOwners } from './drives/account';
import { driveAssociations } from './drives/associations';
import { driveDated } from './drives/dated';
import { driveLabels, driveMerges, drivePrivacy } from './drives/lifecycle';
import { driveOAuth } from './drives/oauth';
import { driveRecords } from './drives/records';
import { driveObjectSchemas, drivePipelines, driveProperties } from './drives/schema';
import { driveStrangers } from './drives/strangers';
import { driveWebhooks } from './drives/webhooks';
import type { Finding } from './exchange';
import { judgeAnswer } from './exchange';
import { modules } from './generated-api';
import { compareNames, outlived, unlisted } from './listed';
import { Stage } from './stage';

/** Under the old paths and under the dated ones. */
const ofClients = [
  driveRecords,
  driveMerges,
  drivePrivacy,
  driveAssociations,
  driveLabels,
  driveProperties,
  drivePipelines,
  driveAccount,
  driveOwners,
];
const drives = [...ofClients, driveObjectSchemas, driveLimits, driveOAuth, driveWebhooks, driveStrangers];

describe('the HubSpot sandbox and what HubSpot publishes with its client', () => {
  let stage: Stage;
  let findings: readonly Finding[];
  beforeAll(async () => {
    stage = await Stage.open();
    for (const drive of drives) await drive(stage);
    await driveDated(stage, ofClients);
    findings = stage.exchanges.flatMap(judgeAnswer);
  });
  afterAll(() => stage.close());

  it.each(modules)('answers with nothing missing, nothing invented and the right types: %s', (module) => {
    const own = findings.filter(({ operation }) => operation.module === module);
    expect(unlisted(own, answerDifferences)).toEqual([]);
  });

  it('differs in everything that is listed', () => {
    expect(outlived(findings, answerDifferences)).toEqual([]);
  });

  it('has every route driven', () => {
    expect(undriven(stage.sandbox.routes, stage.exchanges)).toEqual([]);
  });

  it('gives every answer that is published for a route, or says why not', () => {
    const found = unanswered(stage.sandbox.routes, stage.exchanges);
    expect(compareNames(found, neverAnswered)).toEqual({ unlisted: [], outlived: [] });
  });

  it('serves what the client can call, or says why not', () => {
    expect(compareNames(unserved(stage.sandbox.routes), notServed)).toEqual({ unlisted: [], outlived: [] });
  });

  it('says why it serves what the client cannot call', () => {
    expect(compareNames(unpublished(stage.sandbox.routes), notPublished)).toEqual({ unlisted: [], outlived: [] });
  });
});
