/** Ends every error of the embedded Postgres: what remains to a person who cannot or will not look into the cause. */
export const wayOut = 'or set DATABASE_URL to a Postgres of your own (15 or newer).';
