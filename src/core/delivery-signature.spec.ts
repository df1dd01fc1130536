import { Webhook } from 'standardwebhooks';
import { signatureOf } from './delivery-signature';

describe('the signature of a delivery', () => {
  it('is the one of the example that Standard Webhooks publishes', () => {
    const signed = signatureOf(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      seconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(signed).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is the one of the official library, whatever the text, for each of several secrets', () => {
    const secrets = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
    const body = '{"name":"Žofie – 孫 👩‍🚀","note":"a.b.c"}';
    const [id, seconds] = ['change_one_17', 1_795_685_400];
    const official = secrets.map((secret) => new Webhook(secret).sign(id, new Date(seconds * 1_000), body));
    expect(signatureOf(secrets, { id, seconds, body })).toBe(official.join(' '));
  });
});
