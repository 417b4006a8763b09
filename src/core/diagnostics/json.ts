/** A value that JSON can hold; what YAML files and template arguments come down to. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
