const SECRET_NAME = /(?:_PASSWORD|_SECRET|_TOKEN|_KEY)$|^PGPASSWORD$/i;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*:)([^\s/?#@]+)(?=@)/gi;
const MASK = '*****';
/** A shorter text would be found in half of all output. */
const MIN_MASKED_LENGTH = 4;

/** Whether an environment variable of that name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The values of an invocation that must never be printed. */
export class Secrets {
  readonly #values = new Set<string>();

  /** Longest first, so that a secret within another leaves no rest of it. */
  get values(): readonly string[] {
    return [...this.#values].sort((a, b) => b.length - a.length);
  }

  /** A secret in each way it may come to be printed: raw, percent-encoded and decoded. */
  add(secret: string): void {
    for (const form of [secret, encodeURIComponent(secret), decoded(secret)]) {
      if (form.length >= MIN_MASKED_LENGTH) this.#values.add(form);
    }
  }

  /** The password of a connection URL, before the host or among the parameters. */
  addUrl(url: string): void {
    for (const match of url.matchAll(URL_PASSWORD)) this.add(match[2] ?? '');
    const userinfo = /^[^:]+:\/\/[^:/?#]*:(.*)@/.exec(url)?.[1];
    if (userinfo !== undefined) this.add(userinfo);
    for (const match of url.matchAll(/[?&](?:password|sslpassword)=([^&#]*)/gi)) {
      this.add(match[1] ?? '');
    }
  }

  /** The variables that are named like secrets. */
  addEnvironment(environment: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(environment)) {
      if (isSecretName(name)) this.add(value);
    }
  }
}

/** The text without the secrets, and without the password of any URL in it. */
export function maskSecrets(text: string, secrets: Secrets): string {
  let masked = text.replace(URL_PASSWORD, `$1${MASK}`);
  for (const secret of secrets.values) masked = masked.replaceAll(secret, MASK);
  return masked;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
