#include "daemon/footprint.hpp"

#include <cstddef>
#include <cstdint>
#include <link.h>
#include <malloc.h>
#include <span>
#include <sys/mman.h>
#include <unistd.h>

namespace weir {

namespace {

using segments = std::span<const ElfW(Phdr)>;

// Then the loader has written to what is otherwise as in the file.
bool has_text_relocations(const dl_phdr_info& image, segments all) {
    for (const ElfW(Phdr) & each : all) {
        if (each.p_type != PT_DYNAMIC) continue;
        const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(image.dlpi_addr + each.p_vaddr);
        for (; entry->d_tag != DT_NULL; ++entry) {
            if (entry->d_tag == DT_TEXTREL) return true;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0) return true;
        }
    }
    return false;
}

int let_go_of_image(dl_phdr_info* image, std::size_t /*size*/, void* /*data*/) {
    const segments all(image->dlpi_phdr, image->dlpi_phnum);
    if (has_text_relocations(*image, all)) return 0;
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (const ElfW(Phdr) & each : all) {
        if (each.p_type != PT_LOAD || (each.p_flags & PF_W) != 0) continue;
        const std::uintptr_t begin = (image->dlpi_addr + each.p_vaddr) & ~(page - 1);
        const std::uintptr_t end = image->dlpi_addr + each.p_vaddr + each.p_memsz;
        ::madvise(reinterpret_cast<void*>(begin), end - begin,
                  MADV_DONTNEED);  // NOLINT(performance-no-int-to-ptr)
    }
    return 0;
}

}  // namespace

void let_go_of_start() noexcept {
    ::malloc_trim(0);
    ::dl_iterate_phdr(let_go_of_image, nullptr);
}

}  // namespace weir
