import { signV1, signV2, signV3 } from './signature';

describe('signatures of webhooks', () => {
  /** Computed with HubSpot's own package and with node:crypto (HubSpot docs 2025-01 say how). */
  const secret = '5f0e1c2d-3b4a-4958-8677-6a5b4c3d2e1f';
  const timestampMs = 1_795_219_200_123;
  const url = 'https://sync.example.com/webhooks/hubspot';
  const body =
    '[{"eventId":100,"subscriptionId":3456789,"portalId":12345678,"appId":1234567,"occurredAt":1795219200000,' +
    '"subscriptionType":"contact.propertyChange","attemptNumber":0,"objectId":501,"propertyName":"email",' +
    '"propertyValue":"ana.muñoz@example.com","changeSource":"CRM_UI","sourceId":"userId:98765"}]';

  it('are those of the worked vectors, over text and over its bytes', () => {
    expect(Buffer.byteLength(body)).toBe(296);
    for (const written of [body, Buffer.from(body)]) {
      const request = { method: 'POST', url, body: written };
      expect(signV1(secret, written)).toBe('441d81b028d340d7599fec316aee2ec41b471f9b562ee3d92ca405d810e613f2');
      expect(signV2(secret, request)).toBe('4ab2ef08641ec3492d59bc2b41e18c4a73fa2e7d6152f6649a91afea3af455ef');
      expect(signV3(secret, request, timestampMs)).toBe('9JefNSzI6No2oGCY4CHtKwgNBOWGVUpTy7HqiuCK8Y0=');
    }
  });

  it('decode some characters of the URL for v3, and no others', () => {
    const query = '?src=hs%3Acrm&path=%2Fa%2Fb&at=x%40y&n=a%20b';
    const signature = signV3(secret, { method: 'POST', url: url + query, body }, timestampMs);
    expect(signature).toBe('hrMVlEwZysxM0QAOl41BzufjX08k0vY7GEGNiO8dfq0=');
    expect(signature).not.toBe('1HwhurdQLEzw6PVBikA9Ze6QqC1tJ3YN7syv1AFW0wI=');
    const whole = (text: string): string => signV3(secret, { method: 'POST', url: url + text, body }, timestampMs);
    expect(whole('?a=%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B')).toBe(whole("?a=:/?@!$'()*,;"));
    for (const kept of ['%20', '%25', '%26', '%3D', '%C3%B1']) {
      expect(whole(`?a=${kept}`)).not.toBe(whole(`?a=${decodeURIComponent(kept)}`));
    }
  });

  it('are those of the examples that HubSpot published', () => {
    const example = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
    const request = { method: 'POST', url: 'https://www.example.com/webhook_uri' };
    const single = { ...request, body: "{'example_field':'example_value'}" };
    const double = { ...request, body: '{"example_field":"example_value"}' };
    expect(signV3(example, single, 1_693_657_560_000)).toBe('K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=');
    expect(signV2(example, double)).toBe('9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900');
    const older =
      '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,' +
      '"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM",' +
      '"changeFlag":"NEW","appId":54321}]';
    expect(signV1(example, older)).toBe('232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de');
  });

  it('are those of a real event in HubSpot’s docs', () => {
    const real =
      '[{"eventId":531833541,"subscriptionId":3923621,"portalId":48807704,"appId":16111050,' +
      '"occurredAt":1752613920733,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":138017612137,' +
      '"changeFlag":"CREATED","changeSource":"CRM_UI","sourceId":"userId:76023669"}]';
    const target = 'https://webhook.site/335453f5-94b3-49d9-b684-a55354d4b8df';
    const request = { method: 'POST', url: target, body: real };
    const signature = signV3('cfc68c0b-4b4e-4ef8-b764-95350e4ea479', request, 1_752_613_922_216);
    expect(signature).toBe('gbj1XPRvUt0noT7i7fXfTzOD4sLzQmf0VT28ZYq0EYg=');
  });
});
