// The OpenID Connect provider of npm's oidc-provider on loopback: port, client's id, secret and way back are
// its arguments. Its own pages ask for a name (any password will do) and for consent.
import Provider from "oidc-provider";

const [port, clientId, clientSecret, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  claims: { openid: ["sub"], profile: ["name"] },
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
  // Without it the claims of a scope are in the userinfo endpoint's answer alone.
  conformIdTokenClaims: false,
  cookies: { keys: ["of-a-test"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} Lovelace` }) }),
  pkce: { required: () => true },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
