/** Cards without content, shown while their topics are being written. */
export const CardSkeletons = ({ count }: { readonly count: number }) => (
  <>
    {Array.from({ length: count }, (_, index) => (
      <div class="card card-skeleton" key={index} aria-hidden="true">
        <div class="cover" />
        <div class="card-text">
          <span class="skeleton skeleton-title" />
          <span class="skeleton" />
          <span class="skeleton skeleton-short" />
        </div>
      </div>
    ))}
  </>
)
