/** Answers of HubSpot that somebody recorded: the sandbox gives the same keys, types, codes and texts. */
import { accountSamples } from './recorded/account';
import { associationSamples } from './recorded/associations';
import { oauthSamples } from './recorded/oauth';
import { recordSamples } from './recorded/records';
import { refusalSamples } from './recorded/refusals';
import type { Sample } from './recorded/sample';
import { shapeOf } from './shape';
import { Stage } from './stage';

const samples = [recordSamples, refusalSamples, associationSamples, accountSamples, oauthSamples].flatMap(
  Object.entries<Sample>,
);

describe('the HubSpot sandbox answers as recorded', () => {
  it.each(samples.map(([title, sample]): [string, Sample] => [`${title} (${sample.source})`, sample]))(
    '%s',
    async (_title, { sandbox, ask, status, body, free }) => {
      const stage = await Stage.open(sandbox);
      try {
        const exchange = await ask(stage);
        const answer = exchange.answer === '' ? undefined : (JSON.parse(exchange.answer) as unknown);
        expect({ status: exchange.status, body: shapeOf(answer, free) }).toEqual({
          status,
          body: shapeOf(body, free),
        });
      } finally {
        await stage.close();
      }
    },
  );

  /** Recorded 2025-11. The counters that a create answers with besides have no names in the recording. */
  it('a created contact has what HubSpot sets by itself', async () => {
    const stage = await Stage.open();
    try {
      const { properties } = await stage.call(201, 'POST /crm/v3/objects/contacts', {
        properties: { email: 'Lily@Example.com', firstname: 'Lily', lastname: 'L' },
      });
      expect(shapeOf(properties)).toMatchObject({
        createdate: '<time>',
        email: 'lily@example.com',
        firstname: 'Lily',
        lastname: 'L',
        hs_all_contact_vids: '<digits>',
        hs_email_domain: 'example.com',
        hs_full_name_or_email: 'Lily L',
        hs_is_contact: 'true',
        hs_is_unworked: 'true',
        hs_lifecyclestage_lead_date: '<digits>',
        hs_object_id: '<digits>',
        hs_object_source: 'INTEGRATION',
        hs_object_source_id: '<digits>',
        hs_object_source_label: 'INTEGRATION',
        hs_pipeline: 'contacts-lifecycle-pipeline',
        lastmodifieddate: '<time>',
        lifecyclestage: 'lead',
        num_notes: '0',
      });
    } finally {
      await stage.close();
    }
  });
});
