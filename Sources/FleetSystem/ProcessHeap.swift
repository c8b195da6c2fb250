import CSystem
import Glibc

/// How the C library's `malloc` gets its memory, for programs that work for a moment and end.
package enum ProcessHeap {
  /// One heap for all threads, which takes large pages as it grows to `bytes`. Called before the first thread begins.
  ///
  /// A heap of a thread's own is enlarged by a system call for every page of 4 KiB, and each page is met by a fault of
  /// its own. Nothing is taken that is not used, and where the kernel has no large pages all stays as it was.
  package static func prepareForShortRun(bytes: Int) {
    mallopt(M_ARENA_MAX, 1)
    mallopt(M_TRIM_THRESHOLD, .max)
    mallopt(M_MMAP_THRESHOLD, .max)
    // Enlarges the heap without touching it; freeing leaves it with the process.
    guard let start = malloc(bytes) else { return }
    let first = (UInt(bitPattern: start) + pageBytes - 1) / pageBytes * pageBytes
    let end = (UInt(bitPattern: start) + UInt(bytes)) / pageBytes * pageBytes
    if first < end { madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_HUGEPAGE) }
    free(start)
  }

  private static let pageBytes: UInt = 2 << 20
}
