export async function loadLists(databaseUrl: string, secrets: unknown): Promise<void> {
  void databaseUrl;
  void secrets;
}
