import { createServer, type Socket } from 'node:net';

export interface FakeServerOptions {
  readonly version?: string;
  /** What it answers to the start-up message; `ok` if left out. */
  readonly authentication?:
    | 'ok'
    | 'cleartext'
    | { readonly refuse: string; readonly message: string };
}

/** A server that speaks just enough of the protocol to be connected to, without TLS. */
export interface FakeServer extends AsyncDisposable {
  readonly port: number;
  /** One entry a message, in order: `tls?`, `start {…}`, `password …`, `query …`. */
  readonly heard: readonly string[];
}

const SSL_REQUEST = 80877103;

export async function startFakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let isStarted = false;
    socket.on('data', (data) => {
      if (!isStarted && data.readInt32BE(4) === SSL_REQUEST) {
        heard.push('tls?');
        socket.write('N');
      } else if (!isStarted) {
        isStarted = true;
        heard.push(`start ${JSON.stringify(startParameters(data))}`);
        socket.write(answerToStart(options));
      } else {
        const body = data.subarray(5, data.length - 1).toString();
        if (data[0] === code('p')) {
          heard.push(`password ${body}`);
          socket.write(welcome(options));
        } else if (data[0] === code('Q')) {
          heard.push(`query ${body}`);
          socket.write(Buffer.concat([oneRow(['process_id', 'pinned'], ['4711', '1']), ready()]));
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    heard,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function startParameters(data: Buffer): Record<string, string> {
  const words = data.subarray(8).toString().split('\0');
  const parameters: Record<string, string> = {};
  for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2) {
    parameters[words[index] ?? ''] = words[index + 1] ?? '';
  }
  return parameters;
}

function answerToStart(options: FakeServerOptions): Buffer {
  const authentication = options.authentication ?? 'ok';
  if (authentication === 'ok') return welcome(options);
  if (authentication === 'cleartext') return message('R', int32(3));
  const { refuse, message: text } = authentication;
  return message('E', Buffer.from(`SFATAL\0C${refuse}\0M${text}\0\0`));
}

function welcome({ version = '17.2' }: FakeServerOptions): Buffer {
  return Buffer.concat([
    message('R', int32(0)),
    message('S', Buffer.from(`server_version\0${version}\0`)),
    message('K', Buffer.concat([int32(4711), int32(1)])),
    ready(),
  ]);
}

function ready(): Buffer {
  return message('Z', Buffer.from('I'));
}

function oneRow(names: readonly string[], values: readonly string[]): Buffer {
  const fields = names.map((name) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      int32(0),
      int16(0),
      int32(23),
      int16(4),
      int32(-1),
      int16(0),
    ]),
  );
  const cells = values.map((value) => Buffer.concat([int32(value.length), Buffer.from(value)]));
  return Buffer.concat([
    message('T', Buffer.concat([int16(names.length), ...fields])),
    message('D', Buffer.concat([int16(values.length), ...cells])),
    message('C', Buffer.from('SELECT 1\0')),
  ]);
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}
