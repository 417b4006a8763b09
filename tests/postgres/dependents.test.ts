import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readDependents } from '../../src/postgres/dependents.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase();

test('everything that hangs on a table is found, and nothing else', async () => {
  const role = `reader_${randomBytes(4).toString('hex')}`;
  await database.sessions.use(async (session) => {
    await session.query(`create table public.users (id serial primary key, name text);
create table public.other (id int);
create view public.names as select name from users;
create view public.short_names as select left(name, 1) as n from names;
create materialized view public.counted as select count(*) as n from short_names;
create view public.unrelated as select id from other;
create function public.parsed() returns bigint language sql begin atomic select count(*) from users; end;
create function public.typed(u users) returns text language sql as 'select $1.name';
create function public.free() returns int language sql as 'select 1';
create table public.holder (id int, u users, many users[]);
create table public.orders (id int, user_id int constraint user_fk references users);
create function public.touch() returns trigger language plpgsql as 'begin return new; end';
create trigger touched before update on users for each row execute function touch();
create policy own on users using (name = current_user);
alter table users enable row level security;
create publication news for table users;
create rule quiet as on delete to users where old.id = 0 do instead nothing;
create table public.heirs () inherits (users);
create statistics public.both_columns on id, name from users;
create role ${role};
grant select on users to ${role} with grant option;
grant insert on users to public;
grant update (name) on users to ${role};
comment on table users is 'people';
comment on column users.name is 'as they say it';`);
    try {
      const found = await readDependents(session, { schema: 'public', name: 'users' });
      expect(found.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
        'child table: heirs',
        'column: holder.many',
        'column: holder.u',
        `column comment: name`,
        `column grant: update (name) to ${role}`,
        'comment: on the relation',
        'extended statistics: public.both_columns',
        'foreign key: orders.user_fk',
        'function: parsed()',
        'function: typed(users)',
        'grant: insert to public',
        `grant: select to ${role}`,
        'materialized view: counted',
        'policy: own',
        'publication: news',
        'row level security: enabled',
        'rule: users.quiet',
        'sequence: users_id_seq',
        'trigger: touched',
        'view: names',
        'view: short_names',
      ]);
      const definitions = new Map(found.map((each) => [each.name, each.definition]));
      expect(definitions.get('user_fk')).toBeUndefined();
      expect(definitions.get('orders.user_fk')).toBe('FOREIGN KEY (user_id) REFERENCES users(id)');
      expect(definitions.get('names')).toMatch(/^ SELECT (users\.)?name\n {3}FROM users;$/);
      expect(definitions.get('on the relation')).toBe('people');
    } finally {
      await session.query(`drop owned by ${role}; drop role ${role}`);
    }
  });
});

test('a table that nothing hangs on has no dependents, nor has one that is not there', async () => {
  await database.sessions.use(async (session) => {
    await session.query(
      'create table public.alone (id int generated always as identity primary key, self int references alone)',
    );
    expect(await readDependents(session, { schema: 'public', name: 'alone' })).toEqual([]);
    expect(await readDependents(session, { schema: 'public', name: 'absent' })).toEqual([]);
  });
});
