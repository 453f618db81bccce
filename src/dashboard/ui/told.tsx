/** A text that was told to a person: its second line, the server's own words, is smaller and in English. */
export function Told({ text }: { text: string }) {
  const [first = '', ...more] = text.split('\n');
  if (more.length === 0) return first;
  return (
    <>
      {first}
      <small className="server-words" lang="en">
        {more.join('\n')}
      </small>
    </>
  );
}
