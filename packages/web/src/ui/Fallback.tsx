/** Replaces content that cannot be shown. */
export const Fallback = ({ label }: { readonly label: string }) => (
  <p class="fallback" role="note">
    {label}
  </p>
)
