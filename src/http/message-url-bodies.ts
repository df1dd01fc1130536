/** The body and the answer of making a URL for messages. */
import { z } from 'zod';

/** Nothing to say, but an object may be sent. */
export const messageUrlBody = z.strictObject({}).meta({ id: 'MessageUrlBody' });

export const messageUrlView = z
  .strictObject({
    url: z.string().meta({
      description: 'What the CRM is to send its messages to. It holds a secret and is shown this once.',
      examples: ['https://sync.example.com/webhooks/salesforce/salesforce/Zc1v8bXc0m3rTq9sYw2kLh5nGj7dFa4pEu6iOxRtB-M'],
    }),
  })
  .meta({ id: 'MessageUrl' });
export type MessageUrlView = Readonly<z.infer<typeof messageUrlView>>;
