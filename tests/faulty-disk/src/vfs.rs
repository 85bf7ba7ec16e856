//! SQLite's side of it: a VFS that hands everything to the platform's own, and asks the plan before it writes.
//!
//! A file of ours is a [`File`] with the platform's file behind it in the same block of memory, which SQLite allocates
//! (`szOsFile` bytes) and hands to `xOpen`.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::{Arc, Once};

use libsqlite3_sys as ffi;
use libsqlite3_sys::{sqlite3_file, sqlite3_int64, sqlite3_vfs};

use crate::{Act, Answer, Plan, VFS};

/// The beginning of an open file; the platform's file comes right behind it. SQLite aligns to 8 bytes.
#[repr(C)]
struct File {
    base: sqlite3_file,
    /// From [`Arc::into_raw`]; null where no test has a plan for this file.
    plan: *const Plan,
}

/// Makes the VFS known to SQLite, once a process.
pub fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the default VFS lives as long as the process, and so does ours, which is leaked.
        unsafe {
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!real.is_null(), "SQLite has a default VFS");
            let name = std::ffi::CString::new(VFS).expect("a name without zeros");
            let ours = sqlite3_vfs {
                // Without the third version's system calls: those are for SQLite's own tests.
                iVersion: (*real).iVersion.min(2),
                szOsFile: size_of::<File>() as c_int + (*real).szOsFile,
                mxPathname: (*real).mxPathname,
                pNext: std::ptr::null_mut(),
                zName: name.into_raw(),
                pAppData: real.cast(),
                xOpen: Some(open),
                xDelete: Some(delete),
                xAccess: Some(access),
                xFullPathname: Some(full_pathname),
                xDlOpen: None,
                xDlError: None,
                xDlSym: None,
                xDlClose: None,
                xRandomness: Some(randomness),
                xSleep: Some(sleep),
                xCurrentTime: Some(current_time),
                xGetLastError: Some(get_last_error),
                xCurrentTimeInt64: Some(current_time_int64),
                xSetSystemCall: None,
                xGetSystemCall: None,
                xNextSystemCall: None,
            };
            let code = ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 0);
            assert_eq!(code, ffi::SQLITE_OK, "SQLite takes another VFS");
        }
    });
}

/// The platform's VFS behind ours.
///
/// # Safety
/// `vfs` is the one that [`register`] made.
unsafe fn real_vfs(vfs: *mut sqlite3_vfs) -> *mut sqlite3_vfs {
    // SAFETY: see above.
    unsafe { (*vfs).pAppData.cast() }
}

/// The platform's file behind ours.
///
/// # Safety
/// `file` was handed to [`open`].
unsafe fn real_file(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: the block holds both, see `szOsFile`.
    unsafe { file.cast::<File>().add(1).cast() }
}

/// What happens to this write.
///
/// # Safety
/// `file` was opened by [`open`].
unsafe fn ask(file: *mut sqlite3_file, act: Act) -> Answer {
    // SAFETY: the plan is kept until the file is closed.
    let plan = unsafe { (*file.cast::<File>()).plan.as_ref() };
    plan.map_or(Answer::Done, |plan| plan.answer(act))
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands a block of `szOsFile` bytes, and a name that ends with a zero, or none.
    unsafe {
        let ours = file.cast::<File>();
        (*ours).base.pMethods = std::ptr::null();
        (*ours).plan = std::ptr::null();
        let real = real_file(file);
        (*real).pMethods = std::ptr::null();
        let real_vfs = real_vfs(vfs);
        let code = match (*real_vfs).xOpen {
            Some(open) => open(real_vfs, name, real, flags, out_flags),
            None => ffi::SQLITE_CANTOPEN,
        };
        // Where it is not null the file must be closed, whatever the code says.
        if !(*real).pMethods.is_null() {
            (*ours).base.pMethods = &METHODS;
            let path = (!name.is_null()).then(|| CStr::from_ptr(name));
            let plan = path.and_then(|path| Plan::of_file(Path::new(path.to_str().ok()?)));
            if let Some(plan) = plan {
                plan.opened();
                (*ours).plan = Arc::into_raw(plan);
            }
        }
        code
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once, and only one that was opened.
    unsafe {
        let real = real_file(file);
        let code = (*(*real).pMethods).xClose.map_or(ffi::SQLITE_OK, |close| close(real));
        let ours = file.cast::<File>();
        let plan = std::mem::replace(&mut (*ours).plan, std::ptr::null());
        if !plan.is_null() {
            Arc::from_raw(plan).closed();
        }
        code
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, data: *const c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: an open file, and so many bytes of data.
    unsafe {
        let real = real_file(file);
        let Some(write) = (*(*real).pMethods).xWrite else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        match ask(file, Act::Write) {
            Answer::Done => write(real, data, amount, at),
            Answer::Failed { code, is_torn } => {
                if is_torn && amount > 1 {
                    // Whether even that succeeded is told to nobody.
                    let _ = write(real, data, amount / 2, at);
                }
                code
            }
        }
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: an open file.
    unsafe {
        let real = real_file(file);
        match (ask(file, Act::Truncate), (*(*real).pMethods).xTruncate) {
            (Answer::Failed { code, .. }, _) => code,
            (Answer::Done, Some(truncate)) => truncate(real, size),
            (Answer::Done, None) => ffi::SQLITE_IOERR_TRUNCATE,
        }
    }
}

/// A killed process leaves what it wrote with the operating system, so that nothing is really synced here: tests are faster.
unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: an open file.
    unsafe {
        let real = real_file(file);
        let has_plan = !(*file.cast::<File>()).plan.is_null();
        match (ask(file, Act::Sync), (*(*real).pMethods).xSync) {
            (Answer::Failed { code, .. }, _) => code,
            (Answer::Done, _) if has_plan => ffi::SQLITE_OK,
            (Answer::Done, Some(sync)) => sync(real, flags),
            (Answer::Done, None) => ffi::SQLITE_IOERR_FSYNC,
        }
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 3,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: Some(fetch),
    xUnfetch: Some(unfetch),
};

/// Functions that hand on what they were given to the platform's file. Without one there, the answer is `$without`.
macro_rules! of_file {
    ($($name:ident = $method:ident($($arg:ident: $type:ty),*) -> $result:ty, else $without:expr;)*) => {$(
        unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $arg: $type)*) -> $result {
            // SAFETY: SQLite calls it for an open file, with the arguments of that method.
            unsafe {
                let real = real_file(file);
                match (*(*real).pMethods).$method {
                    Some(method) => method(real $(, $arg)*),
                    None => $without,
                }
            }
        }
    )*};
}

of_file! {
    read = xRead(data: *mut c_void, amount: c_int, at: sqlite3_int64) -> c_int, else ffi::SQLITE_IOERR_READ;
    file_size = xFileSize(size: *mut sqlite3_int64) -> c_int, else ffi::SQLITE_IOERR_FSTAT;
    lock = xLock(level: c_int) -> c_int, else ffi::SQLITE_IOERR_LOCK;
    unlock = xUnlock(level: c_int) -> c_int, else ffi::SQLITE_IOERR_UNLOCK;
    check_reserved_lock = xCheckReservedLock(is_locked: *mut c_int) -> c_int, else ffi::SQLITE_IOERR_CHECKRESERVEDLOCK;
    file_control = xFileControl(op: c_int, arg: *mut c_void) -> c_int, else ffi::SQLITE_NOTFOUND;
    sector_size = xSectorSize() -> c_int, else 0;
    device_characteristics = xDeviceCharacteristics() -> c_int, else 0;
    shm_map = xShmMap(page: c_int, size: c_int, extend: c_int, memory: *mut *mut c_void) -> c_int, else ffi::SQLITE_IOERR_SHMMAP;
    shm_lock = xShmLock(offset: c_int, count: c_int, flags: c_int) -> c_int, else ffi::SQLITE_IOERR_SHMLOCK;
    shm_barrier = xShmBarrier() -> (), else ();
    shm_unmap = xShmUnmap(is_deleted: c_int) -> c_int, else ffi::SQLITE_OK;
    unfetch = xUnfetch(at: sqlite3_int64, memory: *mut c_void) -> c_int, else ffi::SQLITE_OK;
}

unsafe extern "C" fn fetch(
    file: *mut sqlite3_file,
    at: sqlite3_int64,
    amount: c_int,
    memory: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file, and a place for the answer. Null there means "read it instead".
    unsafe {
        let real = real_file(file);
        match (*(*real).pMethods).xFetch.filter(|_| (*(*real).pMethods).iVersion >= 3) {
            Some(fetch) => fetch(real, at, amount, memory),
            None => {
                *memory = std::ptr::null_mut();
                ffi::SQLITE_OK
            }
        }
    }
}

/// Functions that hand on what they were given to the platform's VFS.
macro_rules! of_vfs {
    ($($name:ident = $method:ident($($arg:ident: $type:ty),*), else $without:expr;)*) => {$(
        unsafe extern "C" fn $name(vfs: *mut sqlite3_vfs $(, $arg: $type)*) -> c_int {
            // SAFETY: SQLite calls it for our VFS, with the arguments of that method.
            unsafe {
                let real = real_vfs(vfs);
                match (*real).$method {
                    Some(method) => method(real $(, $arg)*),
                    None => $without,
                }
            }
        }
    )*};
}

of_vfs! {
    delete = xDelete(name: *const c_char, sync_folder: c_int), else ffi::SQLITE_IOERR_DELETE;
    access = xAccess(name: *const c_char, flags: c_int, answer: *mut c_int), else ffi::SQLITE_IOERR_ACCESS;
    full_pathname = xFullPathname(name: *const c_char, size: c_int, full: *mut c_char), else ffi::SQLITE_CANTOPEN;
    randomness = xRandomness(size: c_int, bytes: *mut c_char), else 0;
    sleep = xSleep(microseconds: c_int), else 0;
    current_time = xCurrentTime(days: *mut f64), else ffi::SQLITE_ERROR;
    get_last_error = xGetLastError(size: c_int, text: *mut c_char), else 0;
    current_time_int64 = xCurrentTimeInt64(milliseconds: *mut sqlite3_int64), else ffi::SQLITE_ERROR;
}
