/** R55. */
export function Refuge({ code }: { code: string }) {
  return <p>{code}</p>;
}
