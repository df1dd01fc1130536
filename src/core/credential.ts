/** What lets us in: one token for good, as private apps have, or tokens that are refreshed in the name of our app. */
export type Credential = 'token' | 'oauth';
