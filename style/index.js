import './base.css';
import './sidebar.css';
import './notebook.css';
