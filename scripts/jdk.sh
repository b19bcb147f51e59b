# Finds a JDK; for scripts of this project to source. POSIX sh, and starts no process, since it is on the way of every start.

# Sets followed to what $1 is after all symbolic links.
follow() {
    followed=$1
    while [ -L "$followed" ]; do
        target=$(readlink "$followed")
        case $target in
            /*) followed=$target ;;
            *) followed=$(dirname "$followed")/$target ;;
        esac
    done
}

# Sets release to the feature release of the Java in folder $1, to 0 if there is none.
release_of() {
    release=0
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
    while IFS='=' read -r name value; do
        if [ "$name" = JAVA_VERSION ]; then
            value=${value#\"}
            value=${value%%[!0-9]*}
            release=${value:-0}
        fi
    done <"$1/release"
}

# Sets java_home and java_release to those of MILLRACE_JAVA, else of JAVA_HOME if that is 25 or newer, else of the newest
# Java there is. Ends the script when none is of release $1 or newer.
find_java() {
    java_home='' java_release=0
    if [ -n "${MILLRACE_JAVA:-}" ]; then
        try_java "${MILLRACE_JAVA%/bin/java}"
    else
        try_java "${JAVA_HOME:-}"
        [ "$java_release" -ge 25 ] || search_java
    fi
    if [ "$java_release" -lt "$1" ]; then
        found='none'
        [ "$java_release" -eq 0 ] || found="only Java $java_release in $java_home"
        echo "millrace: needs Java $1 or newer, found $found." >&2
        echo "Install a JDK, for example from https://adoptium.net, or set MILLRACE_JAVA to the folder of one." >&2
        exit 2
    fi
}

search_java() {
    follow "$(command -v java || true)"
    for home in "${followed%/bin/java}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
        try_java "$home"
    done
}

try_java() {
    release_of "$1"
    if [ "$release" -gt "$java_release" ]; then
        java_home=$1 java_release=$release
    fi
}
