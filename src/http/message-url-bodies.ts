/** The body and the answer of making a URL for messages. */
import { z } from 'zod';
import { unsigned } from './crm-routes';

export const exampleMessageUrl = `https://sync.example.com/webhooks/${unsigned.crm}/${unsigned.crm}/Zc1v8bXc0m3rTq9sYw2kLh5nGj7dFa4pEu6iOxRtB-M`;

/** Nothing to say, but an object may be sent. */
export const messageUrlBody = z.strictObject({}).meta({ id: 'MessageUrlBody' });

export const messageUrlView = z
  .strictObject({
    url: z.string().meta({
      description: 'What the CRM is to send its messages to. It holds a secret and is shown this once.',
      examples: [exampleMessageUrl],
    }),
  })
  .meta({ id: 'MessageUrl' });
export type MessageUrlView = Readonly<z.infer<typeof messageUrlView>>;
