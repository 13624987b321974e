#include "codec/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace imagepipeline {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  // EINTR from close leaves the descriptor closed on Linux, so a retry could close somebody else's.
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

struct ErrnoName {
  int number;
  const char* name;
  const char* code;
};

constexpr ErrnoName kErrnoNames[] = {
    {ENOENT, "ENOENT", "E_NOT_FOUND"}, {ENOTDIR, "ENOTDIR", "E_NOT_FOUND"},
    {EACCES, "EACCES", "E_ACCES"},     {EPERM, "EPERM", "E_ACCES"},
    {EMFILE, "EMFILE", "E_EMFILE"},    {ENFILE, "ENFILE", "E_EMFILE"},
    {ENXIO, "ENXIO", "E_NOT_FILE"},    {ENODEV, "ENODEV", "E_NOT_FILE"},
    {EISDIR, "EISDIR", "E_NOT_FILE"},  {ELOOP, "ELOOP", "E_LINK_LOOP"},
    {ENOMEM, "ENOMEM", "E_ALLOC"},     {EIO, "EIO", "E_IO"},
    {ESTALE, "ESTALE", "E_IO"},        {ENAMETOOLONG, "ENAMETOOLONG", "E_IO"},
    {EOVERFLOW, "EOVERFLOW", "E_IO"},  {EAGAIN, "EAGAIN", "E_IO"},
};

Status ErrnoStatus(const char* action, int number) {
  for (const ErrnoName& entry : kErrnoNames) {
    if (entry.number == number) {
      return Status(entry.code, std::string("the file could not be ") + action + ": " + entry.name);
    }
  }
  return Status(
      "E_IO", std::string("the file could not be ") + action + ": errno " + std::to_string(number));
}

Status OpenFile(const std::string& path, int* fd) {
  if (path.find('\0') != std::string::npos) {
    return Status("E_NOT_FOUND", "a path cannot contain a NUL byte");
  }
  do {
    *fd = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  } while (*fd < 0 && errno == EINTR);
  return *fd < 0 ? ErrnoStatus("opened", errno) : Status();
}

const char* KindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

Status CheckFile(int fd, uint64_t max_bytes, uint64_t* declared_bytes) {
  struct stat info;
  if (fstat(fd, &info) != 0) return ErrnoStatus("examined", errno);
  if (!S_ISREG(info.st_mode)) {
    return Status("E_NOT_FILE",
                  std::string("the path is ") + KindOf(info.st_mode) + ", not a file");
  }
  *declared_bytes = static_cast<uint64_t>(std::max<off_t>(info.st_size, 0));
  if (*declared_bytes > max_bytes) {
    return Status("E_OUTPUT_BYTES", "the file has " + std::to_string(*declared_bytes) +
                                        " bytes; the limit is " + std::to_string(max_bytes));
  }
  return Status();
}

// Fills `block` from `used` on, until it is full or the file ends. A read that stops short with
// just the declared bytes there has met the end; a file that grows, or declares none as those of
// /proc, is read until there is nothing more.
Status FillBlock(int fd, uint64_t declared_bytes, PoolBlock* block, size_t* used, bool* at_end) {
  constexpr size_t kMaxRead = size_t{1} << 30;  // some systems refuse more than 2 GiB at once
  auto* bytes = static_cast<uint8_t*>(block->data());
  *at_end = false;
  while (*used < block->size()) {
    const size_t asked = std::min(block->size() - *used, kMaxRead);
    const ssize_t got = read(fd, bytes + *used, asked);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus("read", errno);
    if (got == 0) {
      *at_end = true;
      return Status();
    }
    *used += static_cast<size_t>(got);
    *at_end = static_cast<size_t>(got) < asked && *used == declared_bytes;
    if (*at_end) return Status();
  }
  return Status();
}

Status AllocateBlock(uint64_t bytes, PoolBlock* block) {
  *block = PoolBlock::Allocate(static_cast<size_t>(bytes));
  if (!*block) {
    return Status("E_ALLOC", "no memory for a file of " + std::to_string(bytes) + " bytes");
  }
  return Status();
}

Status GrowBlock(size_t used, PoolBlock* block) {
  PoolBlock larger;
  Status status = AllocateBlock(static_cast<uint64_t>(used) * 2, &larger);
  if (!status.ok()) return status;
  std::memcpy(larger.data(), block->data(), used);
  *block = std::move(larger);
  return Status();
}

}  // namespace

Status ReadFile(const std::string& path, uint64_t max_bytes, PoolBlock* block, size_t* size) {
  int raw_fd = -1;
  Status status = OpenFile(path, &raw_fd);
  if (!status.ok()) return status;
  const FileDescriptor fd(raw_fd);
  uint64_t declared_bytes = 0;
  status = CheckFile(fd.get(), max_bytes, &declared_bytes);
  if (!status.ok()) return status;
  // One byte more than declared, so that the read that meets the end needs no second block.
  status = AllocateBlock(declared_bytes + 1, block);
  size_t used = 0;
  for (bool at_end = false; status.ok() && !at_end;) {
    status = FillBlock(fd.get(), declared_bytes, block, &used, &at_end);
    if (!status.ok()) break;
    if (used > max_bytes) {
      return Status("E_OUTPUT_BYTES", "the file grew past the limit of " +
                                          std::to_string(max_bytes) + " bytes while being read");
    }
    if (!at_end) status = GrowBlock(used, block);
  }
  if (!status.ok()) return status;
  if (used < declared_bytes) {
    return Status("E_TRUNCATED", "the file shrank from " + std::to_string(declared_bytes) + " to " +
                                     std::to_string(used) + " bytes while being read");
  }
  *size = used;
  return Status();
}

}  // namespace imagepipeline
