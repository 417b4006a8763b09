/** A name that a table built aside takes over together with the place of the live one. */
export interface Renaming {
  readonly type: 'constraint' | 'index';
  readonly from: string;
  readonly to: string;
}
