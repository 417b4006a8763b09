declare const brand: unique symbol;

/** `model.streamflow.users`: kind, project and name; unique in a manifest. */
export type NodeId = string & { readonly [brand]: 'NodeId' };

export type NodeKind = 'seed' | 'source' | 'model' | 'expectation';

export function nodeId(kind: NodeKind, project: string, name: string): NodeId {
  return `${kind}.${project}.${name}` as NodeId;
}
