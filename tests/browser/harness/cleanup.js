// What has to happen when a test ends.

const lists = new WeakMap();

/**
 * Does something when a test ends, whether it held or not: last things first, and all of them even if some fail. The
 * runner's own hooks begin with the first, and stop at one that fails.
 */
export function atEnd(t, action) {
  const known = lists.get(t);
  if (known !== undefined) {
    known.push(action);
    return;
  }
  const actions = [action];
  lists.set(t, actions);
  t.after(async () => {
    const errors = await finish(actions);
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, errors.map((error) => error.message).join("\n"));
  });
}

/** Does now what would happen at the end of a test that is begun once more; what goes wrong is of what went wrong before. */
export async function endNow(t) {
  await finish(lists.get(t) ?? []);
}

async function finish(actions) {
  const errors = [];
  while (actions.length > 0) {
    try {
      await actions.pop()();
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}
