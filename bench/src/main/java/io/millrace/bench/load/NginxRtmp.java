package io.millrace.bench.load;

import io.millrace.bench.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * nginx with its RTMP module, the peer that we compare with. One worker process; its chunk size is ours, so that both
 * servers write the same bytes; else as it comes.
 */
record NginxRtmp(Path program, Path module) {
    static final String NAME = "nginx-rtmp";

    static final String HOW_TO_INSTALL = "nginx-rtmp is not installed (Debian: apt install libnginx-mod-rtmp)";

    static Optional<NginxRtmp> find() {
        Optional<Path> program = first("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx");
        Optional<Path> module =
                first("/usr/lib/nginx/modules/ngx_rtmp_module.so", "/usr/lib64/nginx/modules/ngx_rtmp_module.so");
        return program.flatMap(found -> module.map(with -> new NginxRtmp(found, with)));
    }

    private static Optional<Path> first(String... candidates) {
        return Stream.of(candidates).map(Path::of).filter(Files::isReadable).findFirst();
    }

    /** Its own words, such as {@code nginx/1.22.1}. */
    String version() {
        String text = Machine.outputOf(Path.of("/"), "sh", "-c", program + " -v 2>&1");
        return text.substring(text.indexOf(':') + 1).strip();
    }

    Server start(Cores cores, int chunkSize, int connections) throws IOException, InterruptedException {
        int port = Server.freePort();
        Path folder = RunFolder.path();
        return Server.start(
                NAME,
                cores.serverCommand(command(folder, port, chunkSize, connections)),
                port,
                folder,
                folder.resolve("nginx.log"));
    }

    /** Writes a configuration to {@code folder} and returns the command that serves it in the foreground. */
    private List<String> command(Path folder, int port, int chunkSize, int connections) throws IOException {
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, """
                load_module %s;
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile %d;
                pid %s;
                error_log stderr warn;
                events { worker_connections %d; }
                rtmp {
                    server {
                        listen 127.0.0.1:%d;
                        chunk_size %d;
                        application live { live on; }
                    }
                }
                """.formatted(
                        module, connections + 64, folder.resolve("nginx.pid"), connections + 64, port, chunkSize));
        return List.of(program.toString(), "-c", configuration.toString(), "-e", "stderr");
    }
}
