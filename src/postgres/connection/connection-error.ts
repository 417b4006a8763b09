import { DatabaseError } from 'pg';
import { type Diagnostic, DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { type ConnectionSettings, formatConnection } from '../connection-settings.ts';

/** Why a connection could not be made, and what to do; never holds a password. */
export function connectionError(error: unknown, settings: ConnectionSettings): DiagnosticError {
  if (error instanceof DiagnosticError) {
    const diagnostics = error.diagnostics.map((each) => ({
      ...each,
      location: each.location ?? settings.location,
    }));
    return new DiagnosticError(diagnostics, error.cause);
  }
  return new DiagnosticError([connectionDiagnostic(error, settings)], error);
}

function connectionDiagnostic(error: unknown, settings: ConnectionSettings): Diagnostic {
  const { reason, hint } = explain(error, settings);
  return diagnostic(
    'database-connection',
    `cannot connect to ${formatConnection(settings)}: ${reason}`,
    { location: settings.location, hint },
  );
}

interface Explanation {
  readonly reason: string;
  readonly hint: string | undefined;
}

function explain(error: unknown, settings: ConnectionSettings): Explanation {
  if (error instanceof DatabaseError) return explainRefusal(error, settings);
  const code = errorCode(error);
  const where = settings.host.startsWith('/')
    ? `the socket ${settings.host}/.s.PGSQL.${settings.port}`
    : `${settings.host} port ${settings.port}`;
  switch (code) {
    case 'ECONNREFUSED':
      return {
        reason: `nothing listens on ${where}`,
        hint: 'start the server, or check host and port',
      };
    case 'ENOENT':
      return {
        reason: `there is no ${where.slice('the '.length)}`,
        hint: 'start the server, or check host and port',
      };
    case 'EACCES':
      return {
        reason: `${where} may not be used by this user`,
        hint: 'check who may enter its directory',
      };
    case 'ENOTFOUND':
      return { reason: `there is no host "${settings.host}"`, hint: 'check the host in the URL' };
    case 'EAI_AGAIN':
      return {
        reason: `the name "${settings.host}" cannot be looked up now`,
        hint: 'check the network',
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        reason: `${where} does not answer`,
        hint: 'check the network, the firewall, host and port',
      };
    default:
      return explainByMessage(error, settings, where);
  }
}

function explainByMessage(
  error: unknown,
  settings: ConnectionSettings,
  where: string,
): Explanation {
  const message = error instanceof Error ? error.message : String(error);
  if (message === 'timeout expired') {
    return {
      reason: `${where} does not answer`,
      hint: 'check the network, the firewall, host and port',
    };
  }
  if (isTlsUnsupported(error)) {
    return {
      reason: `sslmode=${settings.sslMode} wants TLS, which the server does not offer`,
      hint: 'turn TLS on in the server, or use sslmode=prefer or disable',
    };
  }
  if (isCertificateError(error)) {
    return {
      reason: `the server's certificate is not trusted (${message})`,
      hint: 'check sslrootcert and the host name in the URL',
    };
  }
  if (message.startsWith('Connection terminated')) {
    return {
      reason: 'the server closed the connection at once',
      hint: "look into the server's log",
    };
  }
  return { reason: message, hint: undefined };
}

function explainRefusal(error: DatabaseError, settings: ConnectionSettings): Explanation {
  const reason = `${error.message} (SQLSTATE ${error.code})`;
  switch (error.code) {
    case '28P01':
      return {
        reason,
        hint: 'check user and password, in the URL, PGPASSWORD or the password file',
      };
    case '28000':
      return { reason, hint: 'check the user, sslmode, and pg_hba.conf on the server' };
    case '3D000':
      return { reason, hint: `create it with: createdb ${settings.database}` };
    case '53300':
      return {
        reason,
        hint: 'lower "connections" of the target, or raise max_connections on the server',
      };
    case '57P03':
      return { reason, hint: 'try again when the server has started' };
    default:
      return { reason, hint: error.hint };
  }
}

export function isTlsUnsupported(error: unknown): boolean {
  return error instanceof Error && error.message === 'The server does not support SSL connections';
}

/** Whether the TLS handshake failed, over a certificate or otherwise. */
export function isCertificateError(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return /CERT|SELF_SIGNED|^ERR_(TLS|SSL)|UNABLE_TO_/.test(code);
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
