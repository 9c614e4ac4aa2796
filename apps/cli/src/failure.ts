/** The command cannot do what was asked, e.g. since nothing has that name. Its message is all that is printed. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
