/** Names whose values are never kept in the browser nor shown while they are typed: the same that the server masks. */
const SECRET_NAMES =
  /(?:^|[_-])(access_token|refresh_token|client_secret|secret|password|passwd|pass|api_key|apikey|token|code|authorization|private_key|cert_pem)$/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAMES.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_'));
}
