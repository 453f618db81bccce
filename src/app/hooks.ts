/** What the rest of the app does when a process is resumed or gets a new live version: tasks that waited for it go on. */
export interface Hooks {
  /** The process takes and moves tasks again; those that wait as `paused` get a go_on. */
  onResumed(conv_id: number): Promise<void>;
  /** Another version is live; those that wait as `not_deployed` get a go_on. */
  onDeployed(conv_id: number): Promise<void>;
}
