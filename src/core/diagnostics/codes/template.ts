/** What is wrong with a template. */
export const TEMPLATE_CODES = {
  'template-syntax': 'a template cannot be parsed',
  'template-undefined': 'a template uses a name, an attribute or an item that is not defined',
  'template-unsupported': 'a template uses a construct of Jinja that asof refuses',
  'template-type':
    'a template applies an operation, a filter or a call to values it is not meant for',
  'template-step-limit': 'a template does more work than a template may',
} as const;
