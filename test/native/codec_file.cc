// Reading files: regular ones whole, everything else an error that comes at once.
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <string>

#include "codec/file.h"
#include "codec_support.h"

namespace imagepipeline::test {
namespace {

constexpr uint64_t kNoLimit = uint64_t{1} << 40;

// A folder of the test's own, gone with it.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/codec_file_XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string ReadCode(const std::string& path, uint64_t max_bytes = kNoLimit) {
  PoolBlock block;
  size_t size = 0;
  return ReadFile(path, max_bytes, &block, &size).code();
}

TEST(FileIsReadWhole) {
  const Folder folder;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{4095}, size_t{4096}, size_t{3000000}}) {
    Bytes expected(size);
    for (size_t i = 0; i < size; ++i) expected[i] = static_cast<uint8_t>(i * 7 + i / 251);
    std::ofstream(folder / "file", std::ios::binary)
        .write(reinterpret_cast<const char*>(expected.data()), static_cast<std::streamsize>(size));
    PoolBlock block;
    size_t got = 99;
    CHECK_EQ(ReadFile(folder / "file", kNoLimit, &block, &got).message(), "");
    CHECK_EQ(got, size);
    CHECK(std::equal(expected.begin(), expected.end(), static_cast<const uint8_t*>(block.data())));
    CHECK_EQ(ReadCode(folder / "file", size), "");
    if (size > 0) CHECK_EQ(ReadCode(folder / "file", size - 1), "E_OUTPUT_BYTES");
  }
}

// Files of /proc declare 0 bytes and hold more: to a reader, files that grow.
TEST(FileThatGrowsIsReadToItsEnd) {
  PoolBlock block;
  size_t size = 0;
  CHECK_EQ(ReadFile("/proc/self/status", kNoLimit, &block, &size).message(), "");
  const std::string text(static_cast<const char*>(block.data()), size);
  CHECK(text.starts_with("Name:"));
  CHECK(text.find("nonvoluntary_ctxt_switches") != std::string::npos);
  CHECK_EQ(ReadCode("/proc/self/status", 10), "E_OUTPUT_BYTES");
}

// Files of /sys declare a page and hold less: to a reader, files that shrink.
TEST(FileThatShrinksIsTruncated) {
  const char* path = "/sys/devices/system/cpu/online";
  if (access(path, R_OK) != 0) path = "/sys/kernel/mm/transparent_hugepage/enabled";
  CHECK_EQ(ReadCode(path), "E_TRUNCATED");
}

TEST(FileThatIsMissingIsNotFound) {
  const Folder folder;
  CHECK_EQ(ReadCode(folder / "missing"), "E_NOT_FOUND");
  CHECK_EQ(ReadCode(""), "E_NOT_FOUND");
  CHECK_EQ(ReadCode(FixturePath("rgb.png") + "/below-a-file"), "E_NOT_FOUND");
  CHECK_EQ(ReadCode(FixturePath("rgb.png") + std::string(1, '\0') + "x"), "E_NOT_FOUND");
}

TEST(FileThatIsNoFileIsRefusedAtOnce) {
  const Folder folder;
  CHECK_EQ(ReadCode(folder / ""), "E_NOT_FILE");
  CHECK_EQ(mkfifo((folder / "fifo.jpg").c_str(), 0600), 0);
  CHECK_EQ(ReadCode(folder / "fifo.jpg"), "E_NOT_FILE");
  CHECK_EQ(ReadCode("/dev/zero"), "E_NOT_FILE");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder / "socket.jpg").c_str(), sizeof(address.sun_path) - 1);
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK_EQ(bind(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  CHECK_EQ(ReadCode(folder / "socket.jpg"), "E_NOT_FILE");
  close(socket_fd);
}

TEST(FileLinksAreFollowedUnlessTheyLoop) {
  const Folder folder;
  CHECK_EQ(symlink((folder / "loop").c_str(), (folder / "loop").c_str()), 0);
  CHECK_EQ(ReadCode(folder / "loop"), "E_LINK_LOOP");
  const std::string target = std::filesystem::absolute(FixturePath("rgb.png")).string();
  CHECK_EQ(symlink(target.c_str(), (folder / "link").c_str()), 0);
  CHECK_EQ(ReadCode(folder / "link"), "");
}

TEST(FileWithoutPermissionIsNotAccessible) {
  if (geteuid() == 0) return;  // root may read everything
  const Folder folder;
  std::ofstream(folder / "secret") << "x";
  CHECK_EQ(chmod((folder / "secret").c_str(), 0), 0);
  CHECK_EQ(ReadCode(folder / "secret"), "E_ACCES");
}

TEST(FileWithoutDescriptorsLeftSaysSo) {
  rlimit before;
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{0, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  const std::string code = ReadCode("/dev/null");
  setrlimit(RLIMIT_NOFILE, &before);
  CHECK_EQ(code, "E_EMFILE");
}

TEST(FileReadingLeaksNoDescriptor) {
  const auto count = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  const auto before = count();
  for (const char* path :
       {"/dev/zero", "/tmp", "/proc/self/status", "/sys/devices/system/cpu/online"}) {
    ReadCode(path);
  }
  ReadCode("/proc/self/status", 10);
  CHECK_EQ(count(), before);
}

}  // namespace
}  // namespace imagepipeline::test
